using System.Text.RegularExpressions;

namespace Postroom.Testing.Transcripts;

/// <summary>What a client says: one line, or several pieces with literals between them.</summary>
internal sealed partial class StepBuilder
{
    private void Send(ScriptLine line, string? tag, bool mustSucceed)
    {
        bool first = true;
        string text = Braces.Unfold(WireText.FromScript(line.Text));
        while (true)
        {
            Match literal = Braces.FindLiteral(text);
            Match counted = Braces.FindCounted(text);
            if (literal.Success)
            {
                bool inPlace = literal.Groups["text"].Success;
                string octets = inPlace ? Braces.Unescape(literal.Groups["text"].Value) : "";
                bool written = !inPlace && IsContinuationWritten(line.Connection);
                if (!inPlace)
                    octets = Block(line, written);
                Piece(text[..literal.Index] + Announcement(literal, octets.Length));
                Leave(literal, written);
                Octets(octets);
                text = text[(literal.Index + literal.Length)..];
            }
            else if (counted.Success && HasOctetsBelow(line.Connection))
            {
                bool written = IsContinuationWritten(line.Connection);
                bool block = lines[written ? _at + 1 : _at].Kind == LineKind.ClientData;
                Piece(text + "\r\n");
                Leave(counted, written);
                string octets;
                if (block)
                {
                    octets = Block(line, written);
                    CountedLiteral.CheckLength(line, counted, octets);
                    text = "";
                }
                else
                {
                    if (written)
                        _at++;
                    (octets, text) = CountedLiteral.Read(line, counted, () => Current is { Kind: LineKind.Client } more && more.Connection == line.Connection ? lines[_at++] : null);
                }

                Octets(octets);
            }
            else
            {
                Piece(text + "\r\n");
                return;
            }
        }

        void Piece(string wire)
        {
            _steps.Add(new SendStep(line.Number, line.Connection, wire, IsTemplate: true, first ? tag : null, first && mustSucceed));
            first = false;
        }

        void Octets(string octets) => _steps.Add(new SendStep(line.Number, line.Connection, octets, IsTemplate: false, null, MustSucceed: false));

        void Leave(Match literal, bool written)
        {
            if (literal.Groups["plus"].Length == 0)
                _steps.Add(new AwaitContinuationStep(line.Number, line.Connection));
            else if (written)
                throw new TranscriptScriptException(line.Number, "a non-synchronizing literal is not asked for with +");
        }
    }

    private static string Announcement(Match literal, int octets) =>
        $"{literal.Groups["binary"].Value}{{{octets}{literal.Groups["plus"].Value}}}\r\n";

    // "S: + Ready for literal data" between the announcement and the octets: the RFCs write it sometimes, it is awaited always.
    private bool IsContinuationWritten(int connection) =>
        Current is { Kind: LineKind.Server } plus && plus.Connection == connection && plus.Text.StartsWith('+')
        && _at + 1 < lines.Count && lines[_at + 1] is { Kind: LineKind.Client or LineKind.ClientData } data && data.Connection == connection;

    private bool HasOctetsBelow(int connection) =>
        IsContinuationWritten(connection)
        || Current is { Kind: LineKind.Client or LineKind.ClientData } data && data.Connection == connection;

    private string Block(ScriptLine line, bool afterContinuation)
    {
        if (afterContinuation)
            _at++;
        int start = _at;
        while (Current is { Kind: LineKind.ClientData } data && data.Connection == line.Connection)
            _at++;
        if (_at == start)
            throw new TranscriptScriptException(line.Number, "{} has no octets: lines that begin with C| stand below it");
        return CountedLiteral.Block(lines[start.._at]);
    }
}
