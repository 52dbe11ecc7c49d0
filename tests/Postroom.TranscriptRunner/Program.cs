using System.Globalization;
using System.Net;
using System.Reflection;
using Postroom.Testing;
using Postroom.Testing.Transcripts;
using Postroom.TranscriptRunner;

// Plays every transcript against another server and says where it answers otherwise.
if (args.Length is not (3 or 4) || !IPEndPoint.TryParse(args[1], out IPEndPoint? address))
{
    Console.Error.WriteLine("usage: Postroom.TranscriptRunner NAME ADDRESS:PORT ACCOUNTS-FOLDER [PART-OF-A-TEST'S-NAME,...]");
    return 2;
}

string name = args[0];
string accounts = args[2];
var store = new TestStore(name, _ => ValueTask.FromResult<ITranscriptServer>(new PeerServer(address, accounts)));
List<MethodInfo> transcripts = [.. typeof(PeerServer).Assembly.GetTypes()
    .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
    .Where(m => m.GetCustomAttribute<EveryStoreAttribute>() is not null)
    .Where(m => args.Length < 4 || args[3].Split(',').Any(part => $"{m.DeclaringType!.Name}.{m.Name}".Contains(part, StringComparison.OrdinalIgnoreCase)))
    .OrderBy(m => m.DeclaringType!.Name, StringComparer.Ordinal).ThenBy(m => m.MetadataToken)];

IReadOnlyList<string> announced = await PeerCapabilities.AskAsync(new PeerServer(address, accounts));
int passed = 0, failed = 0, differs = 0, unsupported = 0;
var gate = new Lock();
await Parallel.ForEachAsync(transcripts, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (method, _) =>
{
    string test = $"{method.DeclaringType!.Name}.{method.Name}";
    DiffersOnAttribute? known = Of(method), knownOfSome = Of(method.DeclaringType);
    string? failure = null, refused = null;
    AnnouncedAsAttribute? missing = method.GetCustomAttributes<AnnouncedAsAttribute>().Concat(method.DeclaringType.GetCustomAttributes<AnnouncedAsAttribute>())
        .FirstOrDefault(needed => !needed.IsAmong(announced));
    try
    {
        if (missing is not null)
        {
            throw new TranscriptUnsupportedException($"it has no {missing.Capability}");
        }

        await (Task)method.Invoke(Activator.CreateInstance(method.DeclaringType), [store])!;
    }
    catch (TranscriptUnsupportedException cannot)
    {
        refused = cannot.Message;
    }
    catch (Exception wrong)
    {
        failure = wrong is TranscriptException or TranscriptScriptException ? wrong.Message : wrong.ToString();
    }

    lock (gate)
    {
        if (refused is not null)
        {
            unsupported++;
            Console.WriteLine($"not here  {test}: {refused}");
        }
        else if ((known ?? knownOfSome) is { } expected && failure is not null)
        {
            differs++;
            Console.WriteLine($"differs   {test}: {expected.Reason}\n          {failure.Split('\n')[0]}");
        }
        else if (known is not null || failure is not null)
        {
            failed++;
            Console.WriteLine($"FAILED    {test}: {failure ?? $"passes, but is said to differ: {known!.Reason}"}\n");
        }
        else
        {
            passed++;
        }
    }
});
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed, {differs} differ as is known, {unsupported} cannot be given to {name}"));
return failed == 0 && passed > 0 ? 0 : 1;

DiffersOnAttribute? Of(MemberInfo member) =>
    member.GetCustomAttributes<DiffersOnAttribute>().FirstOrDefault(d => d.Server.Equals(name, StringComparison.OrdinalIgnoreCase));
