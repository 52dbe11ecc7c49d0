namespace Postroom.Imap.Server;

/// <summary>UTF8=ACCEPT, or by option UTF8=ONLY (RFC 9755, which replaces RFC 6855): UTF-8 in names, quoted strings and message headers.</summary>
internal sealed class Utf8Extension : IImapExtension
{
    public string Name => "UTF8=ACCEPT";

    public IReadOnlyList<string> Needs => ["ENABLE"];

    public void Register(ImapRegistry imap)
    {
        imap.Capability(imap.Options.Utf8Only ? "UTF8=ONLY" : Name); // "at most, one of those and never both"; it is always ENABLE UTF8=ACCEPT
        imap.Syntax(static grammar => grammar.Utf8Names());
        imap.AcceptUtf8(isDemanded: imap.Options.Utf8Only);
        imap.Enable(Name, static (session, _) =>
        {
            session.AcceptUtf8();
            return ValueTask.CompletedTask;
        });
    }
}
