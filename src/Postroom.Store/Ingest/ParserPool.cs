using Postroom.Mime;

namespace Postroom.Store;

/// <summary>Parsers between messages: one takes 5 KB to make, more than all else that a small message needs.</summary>
/// <param name="limits">Of all of them.</param>
internal sealed class ParserPool(MimeLimits limits)
{
    private readonly MimeParser?[] _idle = new MimeParser?[Math.Clamp(2 * Environment.ProcessorCount, 8, 64)];

    public MimeLimits Limits => limits;

    public MimeParser Take()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } parser)
            {
                return parser;
            }
        }

        return new MimeParser(limits);
    }

    /// <summary>For one that has completed its message; one that stopped in the middle is left to the garbage collector.</summary>
    public void GiveBack(MimeParser parser)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is null && Interlocked.CompareExchange(ref _idle[i], parser, null) is null)
            {
                return;
            }
        }
    }
}
