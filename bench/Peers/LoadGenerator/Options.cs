using System.Globalization;
using LoadGenerator.Rows;

namespace LoadGenerator;

/// <summary>What bench/peers was asked for.</summary>
internal sealed record Options
{
    public required string Script { get; init; }

    /// <summary>Where results and the mail to import are kept.</summary>
    public required string Folder { get; init; }

    public string[] Servers { get; init; } = ["postroom", "dovecot-maildir", "dovecot-mdbox", "cyrus", "courier", "ceiling"];

    /// <summary>Names, or beginnings or ends of names with a *; empty is all.</summary>
    public string[] Rows { get; init; } = [];

    public int[] Sizes { get; init; } = [1_000, 100_000];

    /// <summary>Of the rows of a client for each account.</summary>
    public int Accounts { get; init; } = 10_000;

    public int Rounds { get; init; } = 3;

    /// <summary>Of each round.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>Of the round that does not count, which each server has before the first that does.</summary>
    public double WarmUpSeconds { get; init; } = 1.5;

    public bool IsQuick { get; init; }

    public static Options Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options { Script = arguments[0], Folder = arguments[1] };
        var rows = new List<string>();
        for (int i = 2; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { IsQuick = true, Sizes = [1_000], Rounds = 1, Seconds = 0.4, WarmUpSeconds = 1, Servers = ["postroom", "dovecot-mdbox", "cyrus"] };
                    break;
                case "--sizes": options = options with { Sizes = [.. Value(arguments, ref i).Split(',').Select(Number)] }; break;
                case "--accounts": options = options with { Accounts = Number(Value(arguments, ref i)) }; break;
                case "--rounds": options = options with { Rounds = Number(Value(arguments, ref i)) }; break;
                case "--seconds": options = options with { Seconds = double.Parse(Value(arguments, ref i), CultureInfo.InvariantCulture) }; break;
                case "--warm-up": options = options with { WarmUpSeconds = double.Parse(Value(arguments, ref i), CultureInfo.InvariantCulture) }; break;
                case "--servers": options = options with { Servers = Value(arguments, ref i).Split(',') }; break;
                case var other when other.StartsWith('-'): throw new ArgumentException($"{other} is no option");
                case var row: rows.Add(row); break;
            }
        }
        return options with { Rows = [.. rows] };
    }

    public bool Wants(Row row) =>
        Rows.Length == 0 ? !row.IsOnDemand && (!IsQuick || AllRows.Quick.Contains(row.Name)) : Rows.Any(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(name, row.Name));

    private static string Value(ReadOnlySpan<string> arguments, ref int i) =>
        ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value");

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
