using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>What imports of one source into one account have done so far: a line a message, so that the next run goes on where the last one stopped.</summary>
/// <remarks>
/// Written after the commit that it tells of, so the last batch before a crash may be missing. Those messages are found in the
/// mailbox itself (<see cref="MailboxIndex"/>), unless another line claims them.
/// </remarks>
internal sealed class ImportJournal : IDisposable
{
    private readonly Dictionary<string, (string Mailbox, uint Uid)> _done = new(StringComparer.Ordinal);
    private readonly HashSet<(string Mailbox, uint Uid)> _claimed = [];
    private readonly StreamWriter _writer;

    /// <summary>Opens it; nobody else has it open meanwhile, or both would bring everything.</summary>
    /// <param name="path">Where it lies, or will.</param>
    /// <param name="forget">True: begins anew, without what it told so far.</param>
    public ImportJournal(string path, bool forget)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); // Unix locks out no second writer with less
        try
        {
            file.SetLength(forget ? 0 : Load(file));
            file.Seek(0, SeekOrigin.End);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _writer = new StreamWriter(file);
    }

    /// <summary>Where the journal lies of imports from <paramref name="source"/> (a full path and whatever else tells sources apart) into <paramref name="account"/>.</summary>
    public static string PathFor(string dataFolder, AccountId account, string source) => Path.Combine(
        dataFolder, "imports", $"{account}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 12))}.journal");

    /// <summary>True when the message was brought, into a mailbox for which <paramref name="isThere"/> still holds.</summary>
    public bool IsDone(string key, Func<string, bool> isThere) => _done.TryGetValue(Clean(key), out (string Mailbox, uint Uid) place) && isThere(place.Mailbox);

    /// <summary>True when the message with this UID is already known to stem from a message of the source.</summary>
    public bool IsClaimed(string mailboxId, uint uid) => _claimed.Contains((mailboxId, uid));

    public void Add(string key, string mailboxId, uint uid)
    {
        key = Clean(key);
        _done[key] = (mailboxId, uid);
        _claimed.Add((mailboxId, uid));
        _writer.Write(string.Create(CultureInfo.InvariantCulture, $"{mailboxId}\t{uid}\t{key}\n"));
    }

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    // A key stands behind the last tab of its line: only line ends would do harm.
    private static string Clean(string key) => key.Replace("\n", "%0A", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal);

    // Where the last whole line ends: a crash may have cut one short.
    private long Load(FileStream file)
    {
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        foreach (string line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n'))
        {
            string[] fields = line.Split('\t', 3);
            if (fields.Length == 3 && uint.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid))
            {
                _done[fields[2]] = (fields[0], uid);
                _claimed.Add((fields[0], uid));
            }
        }

        return end;
    }
}
