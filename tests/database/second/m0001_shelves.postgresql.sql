CREATE TABLE shelf (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> ''),
    width bigint NOT NULL CONSTRAINT shelf_width CHECK (width > 0),
    colour text CHECK (colour IN ('red', 'blue')),
    open boolean NOT NULL
);
CREATE INDEX shelf_open ON shelf (width DESC, id) WHERE open;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE EXCEPTION 'kept; never changed';
END;
$refuse$;
CREATE TRIGGER shelf_kept BEFORE DELETE ON shelf FOR EACH ROW EXECUTE FUNCTION refuse();
