using System.Collections.Concurrent;

namespace LoadGenerator.Ceiling;

/// <summary>How many messages each mailbox would hold, by "account/mailbox", and who waits for more.</summary>
internal static class CeilingMailboxes
{
    private static readonly ConcurrentDictionary<string, int> Counts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, List<CeilingSession>> Idlers = new(StringComparer.Ordinal);

    private static int _version;

    /// <summary>Another one after each change.</summary>
    public static int Version => Volatile.Read(ref _version);

    public static bool Create(string mailbox)
    {
        bool isNew = Counts.TryAdd(mailbox, 0);
        Interlocked.Increment(ref _version);
        return isNew;
    }

    public static void Delete(string mailbox)
    {
        Counts.TryRemove(mailbox, out _);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Null when it is not there; an INBOX always is.</summary>
    public static int? Count(string mailbox) =>
        Counts.TryGetValue(mailbox, out int count) ? count : mailbox.EndsWith("/INBOX", StringComparison.Ordinal) ? 0 : null;

    public static void Add(string mailbox, int messages)
    {
        int count = Counts.AddOrUpdate(mailbox, messages, (_, before) => before + messages);
        Interlocked.Increment(ref _version);
        if (Idlers.TryGetValue(mailbox, out List<CeilingSession>? idlers))
        {
            lock (idlers)
                idlers.ForEach(idler => idler.Tell(count));
        }
    }

    public static void Idle(string mailbox, CeilingSession session, bool isStarting)
    {
        List<CeilingSession> idlers = Idlers.GetOrAdd(mailbox, static _ => []);
        lock (idlers)
        {
            if (isStarting)
                idlers.Add(session);
            else
                idlers.Remove(session);
        }
    }

    public static IEnumerable<string> Of(string account) =>
        Counts.Keys.Where(name => name.StartsWith(account + "/", StringComparison.Ordinal)).Select(name => name[(account.Length + 1)..]);
}
