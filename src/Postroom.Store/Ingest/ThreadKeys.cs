using System.Buffers.Binary;
using System.Runtime.InteropServices;
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
        IReadOnlyList<ReadOnlyMemory<byte>> own = MessageIds.Parse(fields.MessageId, max: 1);
        IReadOnlyList<ReadOnlyMemory<byte>> references = MessageIds.Parse(fields.References);
        var keys = new List<ulong>(4) { own.Count > 0 ? Hash(own[0].Span) : RandomKey() };
        Add(keys, references, []);
        Add(keys, MessageIds.Parse(fields.InReplyTo), references);
        if (keys.Count > MaxReferences + 1)
        {
            keys.RemoveRange(1, keys.Count - MaxReferences - 1);
            keys.TrimExcess();
        }

        return keys;
    }

    // The parent stands in In-Reply-To and again at the end of References: hashing costs more than looking.
    private static void Add(List<ulong> keys, IReadOnlyList<ReadOnlyMemory<byte>> ids, IReadOnlyList<ReadOnlyMemory<byte>> before)
    {
        for (int i = 0; i < ids.Count; i++)
        {
            if ((i > 0 && ids[i].Span.SequenceEqual(ids[i - 1].Span)) || (before.Count > 0 && ids[i].Span.SequenceEqual(before[^1].Span)))
            {
                continue;
            }

            ulong key = Hash(ids[i].Span);
            if (!CollectionsMarshal.AsSpan(keys).Contains(key))
            {
                keys.Add(key);
            }
        }
    }

    private static ulong RandomKey()
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        RandomOctets.Fill(octets);
        return BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }

    // Message-IDs come from strangers: a hash whose collisions anyone can make would put mail into others' threads.
    private static ulong Hash(ReadOnlySpan<byte> messageId)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(messageId, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
