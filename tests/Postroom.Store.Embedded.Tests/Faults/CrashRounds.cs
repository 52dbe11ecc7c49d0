using System.Globalization;

namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>How often a crash is tried at each step, torn otherwise each time: once in ./test, as often as one likes by bench/crash.</summary>
internal static class CrashRounds
{
    private const int Apart = 1_000_003; // bench/crash says that a seed divided by it is the round

    private static readonly int Rounds = Number("POSTROOM_CRASH_ROUNDS", 1);
    private static readonly int First = Number("POSTROOM_CRASH_FIRST", 0);

    /// <summary>The seeds for something that has <paramref name="own"/>, one for each round.</summary>
    internal static IEnumerable<int> Seeds(int own) => Enumerable.Range(First, Rounds).Select(round => own + (round * Apart));

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
