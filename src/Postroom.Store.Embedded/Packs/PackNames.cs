using System.Globalization;

namespace Postroom.Store.Embedded.Packs;

/// <summary>Names in packs/: ten digits and what it is. A file that ends in .new was not finished and is removed at open.</summary>
internal static class PackNames
{
    internal const string Unfinished = ".new";

    internal static string Of(PackKind kind, long number) => string.Create(CultureInfo.InvariantCulture, $"{number:D10}.{Ending(kind)}");

    internal static bool TryParse(string name, out PackKind kind, out long number)
    {
        kind = default;
        number = 0;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 10 || !long.TryParse(name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        kind = name[(dot + 1)..] switch
        {
            "pack" => PackKind.Log,
            "blob" => PackKind.Single,
            "kept" => PackKind.Kept,
            "base" => PackKind.Base,
            _ => default,
        };
        return kind != default;
    }

    private static string Ending(PackKind kind) => kind switch
    {
        PackKind.Log => "pack",
        PackKind.Single => "blob",
        PackKind.Kept => "kept",
        _ => "base",
    };
}
