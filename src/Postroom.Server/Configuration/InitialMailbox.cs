using System.Diagnostics.CodeAnalysis;
using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>A mailbox that a new account begins with, as Account:Mailboxes names it: <c>Sent</c>, or in the users' own language <c>Gesendet=\Sent</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Use">Its special use (RFC 6154 §2); null for none.</param>
internal sealed record InitialMailbox(MailboxName Name, string? Use)
{
    // Those of a mail program: \All and \Flagged would be views of other mailboxes, which there are none of.
    private static readonly string[] Uses = ["\\Drafts", "\\Sent", "\\Junk", "\\Trash", "\\Archive", "\\Important"];

    public static bool TryParse(string text, [NotNullWhen(true)] out InitialMailbox? mailbox)
    {
        mailbox = null;
        int mark = text.LastIndexOf("=\\", StringComparison.Ordinal);
        string named = mark < 0 ? text : text[..mark];
        string? use = Uses.FirstOrDefault(use => use.Equals(mark < 0 ? $"\\{text}" : text[(mark + 1)..], StringComparison.OrdinalIgnoreCase));
        if ((mark >= 0 && use is null) || !MailboxName.TryCreate(named, out MailboxName? name, out _) || new StoreOptions().IsReserved(name))
        {
            return false;
        }

        mailbox = new InitialMailbox(name, use);
        return true;
    }
}
