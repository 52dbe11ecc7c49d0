using System.Text;
using System.Text.RegularExpressions;

namespace Postroom.Peers.Tests.Mail;

/// <summary>The messages that are compared: written by hand and generated, or those of the folder in POSTROOM_CORPUS.</summary>
internal static partial class Corpus
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
            string[] texts = Split(Encoding.Latin1.GetString(File.ReadAllBytes(file)));
            for (int i = 0; i < texts.Length; i++)
            {
                string name = Path.GetRelativePath(folder, file) + (texts.Length > 1 ? FormattableString.Invariant($" #{i + 1}") : "");
                if (texts[i].Length > 0)
                    yield return new TestMessage(name, Encoding.Latin1.GetBytes(texts[i]));
            }
        }
    }

    // As an importer does: an mbox is taken apart, lines end in CRLF, and there is no NUL (APPEND without BINARY allows none).
    private static string[] Split(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\0', '\u0080');
        string[] texts = text.StartsWith("From ", StringComparison.Ordinal) ? [.. Separator().Split(text).Skip(1)] : [text];
        return [.. texts.Select(one => one.Replace("\n", "\r\n", StringComparison.Ordinal))];
    }

    [GeneratedRegex("""(?:^|\n\n)From [^\n]*\n""")]
    private static partial Regex Separator();
}
