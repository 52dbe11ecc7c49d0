using System.Text;

namespace Postroom.Peers.Tests.Mail;

/// <summary>The messages that are compared: written by hand and generated, or those of the folder in POSTROOM_CORPUS.</summary>
internal static class Corpus
{
    private const int Generated = 480;

    /// <summary>Not somebody's folder: the messages that come with the tests.</summary>
    public static bool IsOurs => Environment.GetEnvironmentVariable("POSTROOM_CORPUS") is not { Length: > 0 };

    public static IReadOnlyList<TestMessage> Messages { get; } =
        Environment.GetEnvironmentVariable("POSTROOM_CORPUS") is { Length: > 0 } folder
            ? [.. Load(folder)]
            : [.. AddressMessages.All, .. HeaderMessages.All, .. StructureMessages.All, .. ParameterMessages.All, .. Generate()];

    private static IEnumerable<TestMessage> Generate()
    {
        // One seed for all: the same messages on every machine and every run.
        var generator = new MessageGenerator(new Random(20250203));
        for (int i = 0; i < Generated; i++)
            yield return generator.Next(FormattableString.Invariant($"generated {i}"));
    }

    private static IEnumerable<TestMessage> Load(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] octets = Normalize(File.ReadAllBytes(file));
            if (octets.Length > 0)
                yield return new TestMessage(Path.GetRelativePath(folder, file), octets);
        }
    }

    // As an importer does: the mbox's "From " line goes, lines end in CRLF, and no NUL (APPEND without BINARY allows none).
    private static byte[] Normalize(byte[] octets)
    {
        string text = Encoding.Latin1.GetString(octets);
        if (text.StartsWith("From ", StringComparison.Ordinal))
            text = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text.Replace('\0', '\u0080'));
    }
}
