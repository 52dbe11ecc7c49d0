using System.Collections.Immutable;

namespace Postroom.Store;

/// <summary>One principal's private flags in one mailbox, by UID (INVARIANTS 13). Immutable; the next one shares every page that did not change.</summary>
/// <remarks>Pages go by UID, not with the mailbox's chunks: those are cut anew when messages come and go, for people who have no overlay too.</remarks>
internal sealed class Overlay(ImmutableDictionary<uint, OverlayPage> pages)
{
    private const int PageShift = 8;

    internal static Overlay Empty { get; } = new(ImmutableDictionary<uint, OverlayPage>.Empty);

    /// <summary>By <see cref="PageOf"/>.</summary>
    internal ImmutableDictionary<uint, OverlayPage> Pages => pages;

    internal static uint PageOf(uint uid) => uid >> PageShift;

    internal static uint LastPage => PageOf(uint.MaxValue);

    /// <summary>Flags and MODSEQ of a message; 0 for one that never had private flags.</summary>
    internal (ulong Flags, long ModSeq) Find(uint uid) => pages.TryGetValue(PageOf(uid), out OverlayPage? page) ? page.Find(uid) : default;
}
