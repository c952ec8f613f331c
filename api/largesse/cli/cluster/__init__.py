"""
What workers share, for a demo on a machine with nothing set up: a PostgreSQL and a Valkey that come as wheels.
"""

from largesse.cli.cluster.cluster import Cluster, cluster_in

__all__ = ["Cluster", "cluster_in"]
