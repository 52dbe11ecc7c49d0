namespace Postroom.Imap.Server;

/// <summary>The extensions that are left on do not go together; the message is one sentence for the administrator (INVARIANTS 22).</summary>
public sealed class ImapExtensionException : Exception
{
    internal ImapExtensionException(string message)
        : base(message)
    {
    }
}
