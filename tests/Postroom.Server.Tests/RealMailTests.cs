using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Postroom.Peers;
using Postroom.Peers.Servers;

namespace Postroom.Server.Tests;

/// <summary>
/// The whole way of real mail: imported beside a running server, fetched from it octet for octet, exported as it came.
/// POSTROOM_CORPUS names a folder of files of one message each, with or without a "From " line first; else it is the demo's mail.
/// </summary>
public sealed partial class RealMailTests : IAsyncLifetime
{
    private static readonly DateTime Date = new(2024, 2, 29, 12, 30, 45, DateTimeKind.Utc);
    private static readonly string[] Letters = [.. Load()];
    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task From_a_maildir_it_is_served_with_CRLF_and_goes_out_octet_for_octet()
    {
        foreach (string folder in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(Path("md", folder));
        }

        for (int i = 0; i < Letters.Length; i++)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"md/new/{i:D6}.real.example"), Letters[i]);
        }

        await RunAsync("import", "maildir", Path("md"), "--account", "u0");
        await MustBeServedAsync("INBOX", Letters);
        await RunAsync("export", "maildir", Path("out"), "--account", "u0");

        // A maildir has no order.
        Assert.Equal(
            Letters.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path("out", "cur")).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).Order(StringComparer.Ordinal));
        Assert.Contains("All is sound.", await RunAsync("check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_an_mbox_it_is_served_with_CRLF_and_the_mbox_goes_out_octet_for_octet()
    {
        // In an mbox a message ends with its last line.
        string[] lines = [.. Letters.Select(letter => letter.Length == 0 || letter.EndsWith('\n') ? letter : letter + "\n")];
        string mbox = string.Concat(lines.Select(letter => $"From postroom Thu Feb 29 12:30:45 2024\n{Quoted().Replace(letter, ">$0")}\n"));
        Write("Real.mbox", mbox);

        await RunAsync("import", "mbox", Path("Real.mbox"), "--account", "u1", "--mailbox", "Real");
        await MustBeServedAsync("Real", lines, "u1");
        await RunAsync("export", "mbox", Path("out"), "--account", "u1", "--mailbox", "Real");

        string exported = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path("out", "Real.mbox")));
        int same = mbox.AsSpan().CommonPrefixLength(exported);
        Assert.True(same == mbox.Length && same == exported.Length, $"{same} octets are the same of {mbox.Length} and {exported.Length}");
        Assert.Contains("All is sound.", await RunAsync("check"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Load()
    {
        string folder = Environment.GetEnvironmentVariable("POSTROOM_CORPUS") is { Length: > 0 } corpus
            ? corpus
            : System.IO.Path.Combine(Checkout.Folder, "src", "Postroom.Server", "Demo", "Mail");
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            yield return text.StartsWith("From ", StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;
        }
    }

    // Every LF that stands alone gets its CR, and nothing else changes; a NUL, which no literal holds (RFC 3501 §9: CHAR8), is shown as 0x80.
    private static string AsServed(string letter) => BareLineFeed().Replace(letter, "\r\n").Replace('\0', '\u0080');

    [GeneratedRegex("(?<!\r)\n")]
    private static partial Regex BareLineFeed();

    // mboxrd.
    [GeneratedRegex("^>*From ", RegexOptions.Multiline)]
    private static partial Regex Quoted();

    private async Task MustBeServedAsync(string mailbox, string[] letters, string account = "u0")
    {
        await using RawImap imap = await RawImap.LoginAsync(_server.Imap, account, MailServer.Password);
        Assert.Equal(letters.Length, (await imap.OkAsync($"EXAMINE {mailbox}")).Count("EXISTS"));
        for (int i = 0; i < letters.Length; i++)
        {
            ImapReply reply = await imap.OkAsync(string.Create(CultureInfo.InvariantCulture, $"FETCH {i + 1} (RFC822.SIZE BODY.PEEK[])"));
            IReadOnlyDictionary<string, ImapNode> items = reply.Fetched().Single().Items;
            string expected = AsServed(letters[i]);
            Assert.Equal(expected.Length.ToString(CultureInfo.InvariantCulture), items["RFC822.SIZE"].Value);
            Assert.True(items["BODY[]"].Octets.AsSpan().SequenceEqual(Encoding.Latin1.GetBytes(expected)), $"message {i + 1} is served as {Printable.Escape(items["BODY[]"].Octets)}");
        }
    }

    private async Task<string> RunAsync(params string[] arguments) => (await _server.RunAsync(null, arguments)).MustSucceed().Output;

    private string Path(params string[] names) => System.IO.Path.Combine([_server.Folder.FullName, .. names]);

    private void Write(string path, string text)
    {
        File.WriteAllBytes(Path(path), Encoding.Latin1.GetBytes(text));
        File.SetLastWriteTimeUtc(Path(path), Date);
    }
}
