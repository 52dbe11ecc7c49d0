namespace Postroom.Fuzz;

/// <summary>Something that must hold for every input does not.</summary>
internal sealed class FuzzViolationException : Exception
{
    public FuzzViolationException(string message)
        : base(message)
    {
    }

    public FuzzViolationException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public static void Demand(bool holds, string what)
    {
        if (!holds)
            throw new FuzzViolationException(what);
    }

    /// <summary>Two ways to the same thing gave the same.</summary>
    public static void DemandSame(string expected, string found, string what)
    {
        if (expected == found)
            return;
        int at = 0;
        while (at < expected.Length && at < found.Length && expected[at] == found[at])
            at++;
        throw new FuzzViolationException($"{what}: from character {at} on\n  {Excerpt(expected, at)}\nbecame\n  {Excerpt(found, at)}");
    }

    private static string Excerpt(string text, int at) => Escaped.Of(text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 80)]);
}
