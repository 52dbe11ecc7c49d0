// `Postroom.Bench quick [folder]`: what the store costs, in a minute, before more is built on it.
using Postroom.Bench;

if (args is not ["quick", .. { Length: <= 1 } rest])
{
    Console.Error.WriteLine("Usage: Postroom.Bench quick [folder]");
    return 2;
}

string folder = Path.Combine(rest is [string given] ? given : Path.GetTempPath(), $"postroom-bench-{Environment.ProcessId}");
Directory.CreateDirectory(folder);
try
{
    await new QuickEngine(folder).RunAsync();
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
