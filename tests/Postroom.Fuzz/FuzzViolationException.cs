using System.Globalization;
using System.Runtime.CompilerServices;

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

    /// <summary>The same; what is wrong is only put together if it is: it costs nothing where all is well.</summary>
    public static void Demand(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Wrong what)
    {
        if (!holds)
            throw new FuzzViolationException(what.Text);
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

    /// <summary>An interpolated string of what is wrong.</summary>
    [InterpolatedStringHandler]
    internal ref struct Wrong
    {
        private DefaultInterpolatedStringHandler _text;

        public Wrong(int literalLength, int formattedCount, bool holds, out bool isWanted)
        {
            isWanted = !holds;
            _text = holds ? default : new(literalLength, formattedCount, CultureInfo.InvariantCulture);
        }

        internal string Text => _text.ToStringAndClear();

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);
    }
}
