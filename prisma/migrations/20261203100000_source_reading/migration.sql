-- How files of a source are read beside their columns: the system of positions, words that stand for types.
ALTER TABLE "sources" ADD COLUMN "reading" JSONB NOT NULL DEFAULT '{}';
