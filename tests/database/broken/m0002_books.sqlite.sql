CREATE TABLE reader (id text);
CREATE TABLE reader (id text);
