namespace Postroom.Server;

/// <summary>Quotes a message for mboxrd as it streams by: one more ">" before a line of any number of ">" and "From ".</summary>
internal struct FromQuoting()
{
    private int _held; // octets at the start of a line that may yet be ">>>From ": so many ">" and then so much of "From "
    private int _quotes;
    private bool _atStart = true;
    private bool _endedLine = true;

    private static ReadOnlySpan<byte> From => "From "u8;

    public void Write(ReadOnlySpan<byte> octets, Stream output)
    {
        while (!octets.IsEmpty)
        {
            if (_atStart)
            {
                octets = Start(octets, output);
                continue;
            }

            int lf = octets.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lf < 0 ? octets : octets[..(lf + 1)];
            output.Write(line);
            _endedLine = lf >= 0;
            _atStart = lf >= 0;
            octets = octets[line.Length..];
        }
    }

    /// <summary>The message is over: an mbox's messages end with a line's end.</summary>
    public void Complete(Stream output)
    {
        if (_quotes > 0 || _held > 0)
        {
            Release(output);
        }

        if (!_endedLine)
        {
            output.WriteByte((byte)'\n');
        }
    }

    private ReadOnlySpan<byte> Start(ReadOnlySpan<byte> octets, Stream output)
    {
        while (!octets.IsEmpty)
        {
            if (_held == 0 && octets[0] == '>')
            {
                _quotes++;
            }
            else if (octets[0] == From[_held])
            {
                _held++;
                if (_held == From.Length)
                {
                    output.WriteByte((byte)'>');
                    octets = octets[1..];
                    break;
                }
            }
            else
            {
                break;
            }

            octets = octets[1..];
            if (octets.IsEmpty)
            {
                return octets; // the line may go on in the next piece
            }
        }

        Release(output);
        return octets;
    }

    private void Release(Stream output)
    {
        for (; _quotes > 0; _quotes--)
        {
            output.WriteByte((byte)'>');
            _endedLine = false;
        }

        output.Write(From[.._held]);
        _endedLine &= _held == 0;
        (_held, _atStart) = (0, false);
    }
}
