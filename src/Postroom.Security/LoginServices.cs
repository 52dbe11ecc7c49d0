namespace Postroom.Security;

/// <summary>What somebody logs in to; and where an application password is good.</summary>
[Flags]
public enum LoginServices
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>IMAP.</summary>
    Imap = 1,

    /// <summary>POP3.</summary>
    Pop3 = 2,

    /// <summary>Submission of mail (SMTP).</summary>
    Submission = 4,

    /// <summary>All there are.</summary>
    All = Imap | Pop3 | Submission,
}
