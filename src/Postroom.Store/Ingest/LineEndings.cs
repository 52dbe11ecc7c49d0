using System.Buffers;
using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>Turns bare LF into CRLF, as mail must stand in a store, and remembers what restores the original exactly, mixed endings included (INVARIANTS 17).</summary>
/// <remarks>A CR that no LF follows stays as it is. Fed in spans cut anywhere; for one message and one thread.</remarks>
public sealed class LineEndings
{
    private readonly List<ulong> _runs = [0]; // lines ended by CRLF, then by LF, then by CRLF ...
    private bool _afterCr;

    /// <summary>True when some line ended in a bare LF: <see cref="Write"/> then has something to remember.</summary>
    public bool Changed => _runs.Count > 1;

    /// <summary>Writes <paramref name="octets"/> to <paramref name="output"/>, every line ended by CRLF.</summary>
    public void Normalize(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        while (!octets.IsEmpty)
        {
            int lf = octets.IndexOf((byte)'\n');
            if (lf < 0)
            {
                output.Write(octets);
                _afterCr = octets[^1] == '\r';
                return;
            }

            bool crlf = lf > 0 ? octets[lf - 1] == '\r' : _afterCr;
            Count(crlf);
            _afterCr = false;
            if (crlf)
            {
                output.Write(octets[..(lf + 1)]);
            }
            else
            {
                output.Write(octets[..lf]);
                output.Write("\r\n"u8);
            }

            octets = octets[(lf + 1)..];
        }
    }

    /// <summary>What <see cref="Restorer"/> needs, as a row's value.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        foreach (ulong run in _runs)
        {
            Varint.Write(output, run);
        }
    }

    /// <summary>The row of a message whose every one of <paramref name="lines"/> lines ended in a bare LF.</summary>
    public static byte[] AllBare(long lines)
    {
        var row = new ArrayBufferWriter<byte>();
        Varint.Write(row, 0UL);
        Varint.Write(row, lines);
        return row.WrittenSpan.ToArray();
    }

    private void Count(bool crlf)
    {
        bool runIsCrlf = _runs.Count % 2 == 1;
        if (crlf != runIsCrlf)
        {
            _runs.Add(0);
        }

        _runs[^1]++;
    }

    /// <summary>Gives a message back as it was before <see cref="Normalize"/>.</summary>
    public sealed class Restorer
    {
        private readonly Queue<ulong> _runs = new();
        private ulong _left;
        private bool _isCrlf = true;
        private bool _heldCr;

        /// <summary>From the row that <see cref="LineEndings.Write"/> made.</summary>
        /// <exception cref="InvalidDataException">It is not one.</exception>
        public Restorer(ReadOnlySpan<byte> row)
        {
            while (!row.IsEmpty)
            {
                _runs.Enqueue(Varint.Read(ref row));
            }

            _runs.TryDequeue(out _left);
        }

        /// <summary>Writes the original of <paramref name="octets"/>; a CR at their end waits for what follows, or for <see cref="Complete"/>.</summary>
        public void Restore(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
        {
            if (_heldCr && !octets.IsEmpty)
            {
                _heldCr = false;
                if (octets[0] == '\n')
                {
                    WriteEnd(output);
                    octets = octets[1..];
                }
                else
                {
                    output.Write("\r"u8);
                }
            }

            while (!octets.IsEmpty)
            {
                int crlf = octets.IndexOf("\r\n"u8);
                if (crlf < 0)
                {
                    _heldCr = octets[^1] == '\r';
                    output.Write(_heldCr ? octets[..^1] : octets);
                    return;
                }

                output.Write(octets[..crlf]);
                WriteEnd(output);
                octets = octets[(crlf + 2)..];
            }
        }

        /// <summary>There is no more.</summary>
        public void Complete(IBufferWriter<byte> output)
        {
            if (_heldCr)
            {
                output.Write("\r"u8);
                _heldCr = false;
            }
        }

        private void WriteEnd(IBufferWriter<byte> output)
        {
            while (_left == 0 && _runs.TryDequeue(out _left))
            {
                _isCrlf = !_isCrlf;
            }

            _left = _left > 0 ? _left - 1 : 0;
            output.Write(_isCrlf ? "\r\n"u8 : "\n"u8);
        }
    }
}
