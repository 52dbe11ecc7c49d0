namespace Postroom.Imap;

/// <summary>Why input was refused, for the answer to it.</summary>
public enum SyntaxErrorKind
{
    /// <summary>Not in the grammar: <c>BAD</c>.</summary>
    Grammar,

    /// <summary>In the grammar, but nested deeper or longer than is allowed: <c>BAD [LIMIT]</c>.</summary>
    Limit,

    /// <summary>A string that is no mailbox name here (<see cref="MailboxNameError"/>): <c>NO [CANNOT]</c>.</summary>
    MailboxName,

    /// <summary>A message number from a client that has enabled UIDONLY (RFC 9586 §3): <c>BAD [UIDREQUIRED]</c>.</summary>
    MessageNumber,
}
