CREATE INDEX events_by_kind ON events (stream_id, kind, stream_offset);
