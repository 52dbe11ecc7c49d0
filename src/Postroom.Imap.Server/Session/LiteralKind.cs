namespace Postroom.Imap.Server;

/// <summary>What a literal stands for: how large it may be, and where it goes.</summary>
public enum LiteralKind
{
    /// <summary>A string like another: stays in the command.</summary>
    Text,

    /// <summary>A mailbox's name, or a pattern for names.</summary>
    Mailbox,

    /// <summary>A message: staged by the reader as it comes.</summary>
    Message,
}
