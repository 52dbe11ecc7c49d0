using System.Buffers.Binary;
using System.Security.Cryptography;
using Postroom.Mime;

namespace Postroom.Store;

/// <summary>What threads are found by: hashes of the Message-IDs that a message has and names.</summary>
internal static class ThreadKeys
{
    // A thread of a thousand messages names them all in References; the nearest ones are enough to find it.
    private const int MaxReferences = 20;

    /// <summary>Its own Message-ID first (a random key where it has none), then References and In-Reply-To, nearest last, each once.</summary>
    public static IReadOnlyList<ulong> Of(EnvelopeFields fields)
    {
        var keys = new List<ulong>();
        foreach (ReadOnlyMemory<byte> id in MessageIds.Parse(fields.MessageId).Take(1))
        {
            keys.Add(Hash(id.Span));
        }

        if (keys.Count == 0)
        {
            keys.Add(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)));
        }

        IEnumerable<ulong> references = MessageIds.Parse(fields.References).Concat(MessageIds.Parse(fields.InReplyTo)).Select(id => Hash(id.Span));
        keys.AddRange(references.Where(key => key != keys[0]).Distinct().TakeLast(MaxReferences));
        return keys;
    }

    // Message-IDs come from strangers: a hash whose collisions anyone can make would put mail into others' threads.
    private static ulong Hash(ReadOnlySpan<byte> messageId)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(messageId, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
