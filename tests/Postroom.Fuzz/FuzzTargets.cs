using Postroom.Fuzz.Targets;

namespace Postroom.Fuzz;

/// <summary>Everything that is fuzzed.</summary>
internal static class FuzzTargets
{
    private static readonly Func<FuzzTarget>[] Makers =
    [
        static () => new MimeTarget(),
        static () => new FieldsTarget(),
        static () => new ImapCommandTarget(),
        static () => new ImapResponseTarget(),
        static () => new FramesTarget(),
        static () => new ProxyTarget(),
        static () => new DeflateTarget(),
        static () => new SaslTarget(),
        static () => new JwtTarget(),
        static () => new RevokedTarget(),
        static () => new NamesTarget(),
        static () => new SessionTarget(),
        static () => new RowsTarget(),
        static () => new PacksTarget(),
    ];

    /// <summary>One of each.</summary>
    public static IReadOnlyList<FuzzTarget> All() => [.. Makers.Select(static make => make())];
}
