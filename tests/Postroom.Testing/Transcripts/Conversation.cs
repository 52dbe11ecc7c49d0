using System.Text;

namespace Postroom.Testing.Transcripts;

/// <summary>What both sides said, in the order in which the test saw it.</summary>
internal sealed class Conversation
{
    // The beginning and the end tell what a failure needs; ten megabytes of literal do not.
    private const int MostOctetsOfALine = 4000;

    private readonly StringBuilder _said = new();

    public void Client(int connection, string wire) => Add('C', connection, wire);

    public void Server(int connection, string wire) => Add('S', connection, wire);

    public void Note(int connection, string what) => _said.Append("    -- ").Append(connection == 0 ? "" : $"{connection}: ").Append(what).Append('\n');

    public override string ToString() => _said.ToString();

    private void Add(char who, int connection, string wire)
    {
        if (wire.Length > MostOctetsOfALine)
            wire = $"{wire[..(MostOctetsOfALine / 2)]} [{wire.Length - MostOctetsOfALine} octets not shown] {wire[^(MostOctetsOfALine / 2)..]}";
        string text = WireText.ForPrint(wire.EndsWith("\r\n", StringComparison.Ordinal) ? wire[..^2] : wire);
        foreach (string line in text.Split('\n'))
            _said.Append("    ").Append(who).Append(connection).Append(": ").Append(line).Append('\n');
    }
}
