using System.Text;

namespace Postroom.Peers.Tests.Mail;

/// <summary>A message to compare answers about, with a name that a failure can print.</summary>
internal sealed record TestMessage(string Name, byte[] Octets)
{
    /// <param name="text">Each character is one octet; a line feed of the source becomes CRLF, ␍ and ␊ stand for lone CR and LF.</param>
    public static TestMessage Of(string name, string text) => new(name, Encoding.Latin1.GetBytes(
        text.ReplaceLineEndings("\r\n").Replace('␍', '\r').Replace('␊', '\n')));

    /// <summary>The UTF-8 octets of a text, as characters for <see cref="Of"/>.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
