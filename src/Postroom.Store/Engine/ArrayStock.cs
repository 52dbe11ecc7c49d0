using System.Numerics;

namespace Postroom.Store.Engine;

/// <summary>Arrays that are used again, as <see cref="System.Buffers.ArrayPool{T}"/> has them, for element types of our own.</summary>
/// <remarks>Of the framework's pool nothing is compiled beforehand for a type that it does not know: each type was nine methods left to the
/// compiler, most of what the first FETCH after a start had. For the same reason each assembly has this one compiled into it.</remarks>
internal static class ArrayStock
{
    /// <summary>Arrays that wait to be used again, at most.</summary>
    internal const int Places = 16;

    /// <summary>Longer ones are left to the collector.</summary>
    internal const int MostKept = 4096;

    private const int Shortest = 16;

    /// <summary>An array with room for <paramref name="least"/> at least; what is in it is anything.</summary>
    public static T[] Rent<T>(int least)
    {
        T[]?[] stock = Of<T>.Arrays;
        for (int i = 0; i < Places; i++)
        {
            T[]? found = Volatile.Read(ref stock[i]);
            if (found is not null && found.Length >= least && Interlocked.CompareExchange(ref stock[i], null, found) == found)
            {
                return found;
            }
        }

        return new T[least <= Shortest ? Shortest : least <= MostKept ? (int)BitOperations.RoundUpToPowerOf2((uint)least) : least];
    }

    /// <summary>Takes it back; whoever returns it never looks at it again. What holds references is cleared before.</summary>
    public static void Return<T>(T[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array.Length > MostKept)
        {
            return;
        }

        T[]?[] stock = Of<T>.Arrays;
        for (int i = 0; i < Places; i++)
        {
            if (Volatile.Read(ref stock[i]) is null && Interlocked.CompareExchange(ref stock[i], array, null) is null)
            {
                return;
            }
        }
    }

    private static class Of<T>
    {
        internal static readonly T[]?[] Arrays = new T[Places][];
    }
}
