CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE acct (id bigint PRIMARY KEY, code text, name varchar(80), bal integer, ref bigint, note text NOT NULL, flag boolean NOT NULL DEFAULT false,
 uid uuid NOT NULL DEFAULT gen_random_uuid(), num bigint GENERATED ALWAYS AS IDENTITY,
 CONSTRAINT acct_code_key UNIQUE (code), CONSTRAINT acct_ref_fkey FOREIGN KEY (ref) REFERENCES p (id), CONSTRAINT acct_bal_check CHECK (bal >= 0));
CREATE INDEX acct_bal_idx ON acct (bal, ref);
CREATE INDEX acct_other ON acct (bal DESC, id);
CREATE TABLE m (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m2 (id bigint, at date NOT NULL);
CREATE INDEX m_id_idx ON m (id);
