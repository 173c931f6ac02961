CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE acct (id bigint PRIMARY KEY, code text, name varchar(40), bal integer, ref bigint, note text);
CREATE INDEX acct_gone ON acct (note);
CREATE INDEX acct_other ON acct (bal);
CREATE TABLE m (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
