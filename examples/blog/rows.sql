INSERT INTO users (id, name, karma) VALUES (1, 'ada', '42'), (2, 'brian', '7'), (3, 'chris', '0');

INSERT INTO posts (id, author_id, title, body, published) VALUES
  (1, 1, 'On engines', 'They weave.', '2026-01-10 09:00:00'),
  (2, 1, 'On notes', 'See note G.', '2026-02-11 10:30:00'),
  (3, 2, 'On pipes', 'Do one thing.', '2026-03-12 12:00:00');

INSERT INTO comments (post_id, body) VALUES (1, 'Lovely.'), (1, 'Patterns!'), (2, 'Found a slip.'), (3, 'Well.');
