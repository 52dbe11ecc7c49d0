namespace Postroom.Security;

/// <summary>A certificate or key cannot be used. The message is one sentence: which file, why, what to do.</summary>
public sealed class TlsMaterialException : Exception
{
    internal TlsMaterialException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
