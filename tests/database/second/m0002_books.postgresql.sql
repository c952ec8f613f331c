CREATE TABLE book (id uuid PRIMARY KEY, shelf_id uuid NOT NULL REFERENCES shelf (id));
CREATE UNIQUE INDEX book_once ON book (shelf_id) WHERE shelf_id IS NOT NULL;
