package io.github.ccmusic.cqt.audio;

/** What a WAV file holds: samples that can be read as they are, or some that a decoder has to unpack first. */
sealed interface WavContent permits WavHeader, WavContent.Compressed {

    /**
     * Samples in a form that is not ours to decode.
     *
     * @param tag the number that the header has for it
     */
    record Compressed(int tag) implements WavContent {

        /**
         * Refuses what no decoder here was tried with.
         *
         * @throws UnreadableFormatException that names the form
         */
        void requireKnown() throws UnreadableFormatException {
            switch (tag) {
                case 0x0002, 0x0006, 0x0007, 0x0011, 0x0031, 0x0055 -> {}
                default ->
                    throw new UnreadableFormatException("is a WAV file whose samples are " + codec()
                            + ", which cannot be decoded here; convert it");
            }
        }

        /** The form's name, for people. Source: {@code mmreg.h} of Microsoft's SDK. */
        String codec() {
            return switch (tag) {
                case 0x0002 -> "Microsoft ADPCM";
                case 0x0006 -> "A-law";
                case 0x0007 -> "µ-law";
                case 0x0011 -> "IMA ADPCM";
                case 0x0031 -> "GSM 6.10";
                case 0x0045 -> "G.726 ADPCM";
                case 0x0050 -> "MPEG";
                case 0x0055 -> "MP3";
                case 0x00FF -> "AAC";
                case 0x0160, 0x0161, 0x0162 -> "Windows Media Audio";
                case 0x2000 -> "AC-3";
                default -> String.format("unknown (0x%04X)", tag);
            };
        }
    }
}
