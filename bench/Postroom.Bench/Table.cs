using System.Diagnostics;
using System.Globalization;

namespace Postroom.Bench;

/// <summary>Prints a row for each thing that is measured.</summary>
internal static class Table
{
    internal static void Head(string title) => Console.WriteLine($"\n{title}");

    internal static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-66} {value,14:N1} {unit}"));

    /// <summary>How many a second, the best of <paramref name="rounds"/>: what else runs on the machine only makes it slower; and the process's CPU for each.</summary>
    internal static async Task RateAsync(string what, int count, string unit, Func<Task> work, int rounds = 1)
    {
        double bestSeconds = double.MaxValue, bestCpu = double.MaxValue;
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            await work();
            bestSeconds = Math.Min(bestSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
            bestCpu = Math.Min(bestCpu, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-66} {count / bestSeconds,14:N0} {unit,-11} {bestCpu,9:N2} µs of CPU each"));
    }

    /// <summary>How long, in milliseconds, likewise.</summary>
    internal static async Task TimeAsync(string what, Func<Task> work, int rounds = 1)
    {
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await work();
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        Print(what, best.TotalMilliseconds, "ms");
    }
}
