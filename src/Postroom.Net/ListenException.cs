namespace Postroom.Net;

/// <summary>A door could not be opened. The message is one sentence: which address, why, what to do.</summary>
public sealed class ListenException : IOException
{
    internal ListenException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
