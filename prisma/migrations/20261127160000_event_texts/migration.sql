-- CreateTable
CREATE TABLE "event_texts" (
    "number" INTEGER NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "words" TEXT NOT NULL,
    "bigrams" TEXT[],

    CONSTRAINT "event_texts_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "event_texts_bigrams_idx" ON "event_texts" USING GIN ("bigrams");
