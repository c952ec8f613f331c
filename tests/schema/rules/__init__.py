"""
The conventions of the graph: each rule yields a message for each place that breaks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors, lists, mutations, names, values, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphql import GraphQLSchema

    Rule = Callable[[GraphQLSchema], Iterator[str]]

RULES: list[Rule] = [
    words.everything_is_described,
    words.descriptions_are_sentences,
    words.a_null_means_something_that_is_said,
    words.deprecations_say_what_to_use_and_until_when,
    names.names_are_as_graphql_has_them,
    names.names_end_with_what_they_are,
    names.fields_do_not_repeat_their_type,
    names.mutations_are_named_noun_first,
    lists.connections_are_as_relay_has_them,
    lists.connections_can_be_paged,
    lists.lists_that_can_grow_are_connections,
    lists.items_of_lists_are_never_null,
    lists.objects_with_an_id_are_nodes,
    lists.node_and_nodes_may_be_null,
    values.scalars_say_where_they_are_specified,
    values.amounts_are_neither_int_nor_float,
    values.selectors_take_one_way,
    values.no_two_enums_have_the_same_values,
    mutations.mutations_take_one_input,
    mutations.mutations_answer_a_payload_or_null,
    mutations.payloads_carry_typed_errors,
    mutations.payloads_hold_nothing_but_errors_where_there_are_some,
    mutations.mutations_are_done_once,
    errors.members_of_an_error_are_user_errors,
    errors.each_error_has_a_code_of_its_name,
    errors.members_of_a_union_can_be_selected_together,
    errors.what_is_followed_has_a_cursor,
]
"""Every rule; its name is what it holds to."""
