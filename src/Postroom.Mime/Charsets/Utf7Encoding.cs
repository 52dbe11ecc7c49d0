using System.Text;

namespace Postroom.Mime;

/// <summary>UTF-7 (RFC 2152), for decoding: old Exchange servers sent it.</summary>
internal sealed class Utf7Encoding : Encoding
{
    public static readonly Utf7Encoding Instance = new();

    public override Decoder GetDecoder() => new Utf7Decoder();

    public override int GetCharCount(byte[] bytes, int index, int count) => new Utf7Decoder().GetCharCount(bytes, index, count, flush: true);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        new Utf7Decoder().GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush: true);

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    private sealed class Utf7Decoder : Decoder
    {
        private State _state;

        private record struct State(bool IsShifted, bool IsJustShifted, int Bits, int BitCount);

        public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes, index, count, flush: false);

        public override int GetCharCount(byte[] bytes, int index, int count, bool flush)
        {
            State state = _state;
            int chars = 0;
            for (int i = 0; i < count; i++)
                chars += Step(ref state, bytes[index + i], out _) ? 1 : 0;
            return chars;
        }

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush: false);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex, bool flush)
        {
            int start = charIndex;
            for (int i = 0; i < byteCount; i++)
            {
                if (Step(ref _state, bytes[byteIndex + i], out char character))
                    chars[charIndex++] = character;
            }
            if (flush)
                Reset();
            return charIndex - start;
        }

        public override void Reset() => _state = default;

        // One octet gives at most one character: in a shifted run every sixteen bits do.
        private static bool Step(ref State state, byte octet, out char character)
        {
            character = octet < 0x80 ? (char)octet : '\uFFFD';
            if (!state.IsShifted)
            {
                if (octet != '+')
                    return true;
                state = new State(IsShifted: true, IsJustShifted: true, 0, 0);
                return false;
            }
            int value = Value(octet);
            if (value < 0)
            {
                bool isPlus = state.IsJustShifted && octet == '-';
                bool isSwallowed = octet == '-'; // It only ends the run; after "+" alone it stands for a plus sign.
                state = default;
                character = isPlus ? '+' : character;
                return isPlus || !isSwallowed;
            }
            int bits = ((state.Bits << 6) | value) & 0x3FFFFF;
            int count = state.BitCount + 6;
            bool isComplete = count >= 16;
            if (isComplete)
                count -= 16;
            state = new State(IsShifted: true, IsJustShifted: false, bits & ((1 << count) - 1), count);
            character = isComplete ? (char)((bits >> count) & 0xFFFF) : default;
            return isComplete;
        }

        private static int Value(byte octet) => octet switch
        {
            >= (byte)'A' and <= (byte)'Z' => octet - 'A',
            >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
            (byte)'+' => 62,
            (byte)'/' => 63,
            _ => -1,
        };
    }
}
