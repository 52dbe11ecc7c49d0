namespace Postroom.Security;

/// <summary>Kerberos tickets cannot be taken. The message is one sentence: what is missing, what to do.</summary>
public sealed class KerberosException : Exception
{
    internal KerberosException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
