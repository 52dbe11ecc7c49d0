namespace Postroom.Kill;

/// <summary>The server broke its word: what, the seed, and what the account's clients did last.</summary>
public sealed class KillViolationException : Exception
{
    public KillViolationException(string message) : base(message) { }

    public KillViolationException(string message, Exception inner) : base(message, inner) { }

    public KillViolationException() { }
}
