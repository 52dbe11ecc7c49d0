namespace Postroom.Security;

/// <summary>The LDAP directory could not be asked, or does not do what is asked of it; the message is a part of a sentence for the log.</summary>
public sealed class LdapException : Exception
{
    internal LdapException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>True if it was only this connection that failed: another may do.</summary>
    internal bool IsConnectionLost { get; init; }
}
