// `Postroom.Bench quick [engine|store|imap|large] [folder]`: what the store and the server cost, in under two minutes.
using Postroom.Bench;

string[] parts = ["engine", "store", "imap", "large"];
if (args is not ["quick", .. { Length: <= 2 } rest])
{
    Console.Error.WriteLine("Usage: Postroom.Bench quick [engine|store|imap|large] [folder]");
    return 2;
}

string[] chosen = rest is [string part, ..] && parts.Contains(part) ? [part] : parts;
string under = rest.Length > 0 && !parts.Contains(rest[^1]) ? rest[^1] : Path.GetTempPath();
foreach (string one in chosen)
{
    string folder = Path.Combine(under, $"postroom-bench-{Environment.ProcessId}");
    Directory.CreateDirectory(folder);
    try
    {
        await (one switch
        {
            "engine" => new QuickEngine(folder).RunAsync(),
            "store" => new QuickStore(folder).RunAsync(),
            "large" => new QuickLarge(folder).RunAsync(),
            _ => new QuickImap(folder).RunAsync(),
        });
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

return 0;
