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
        var keys = new List<ulong>(4)
        {
            own.Count > 0 ? Hash(own[0].Span) : BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)),
        };
        Add(keys, fields.References);
        Add(keys, fields.InReplyTo);
        if (keys.Count > MaxReferences + 1)
        {
            keys.RemoveRange(1, keys.Count - MaxReferences - 1);
            keys.TrimExcess();
        }

        return keys;
    }

    private static void Add(List<ulong> keys, ReadOnlyMemory<byte> field)
    {
        foreach (ReadOnlyMemory<byte> id in MessageIds.Parse(field))
        {
            ulong key = Hash(id.Span);
            if (!CollectionsMarshal.AsSpan(keys).Contains(key))
            {
                keys.Add(key);
            }
        }
    }

    // Message-IDs come from strangers: a hash whose collisions anyone can make would put mail into others' threads.
    private static ulong Hash(ReadOnlySpan<byte> messageId)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(messageId, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
