using Postroom.Store.State;

namespace Postroom.Store;

/// <summary>One principal's private flags in one mailbox, by UID (INVARIANTS 13). Immutable; the next one shares every page that did not change.</summary>
/// <remarks>Pages go by UID, not with the mailbox's chunks: those are cut anew when messages come and go, for people who have no overlay too.</remarks>
internal sealed class Overlay(SharedMap<uint, OverlayPage> pages)
{
    private const int PageShift = 8;

    internal static Overlay Empty { get; } = new(new SharedMap<uint, OverlayPage>());

    /// <summary>By <see cref="PageOf"/>.</summary>
    internal SharedMap<uint, OverlayPage> Pages => pages;

    internal static uint PageOf(uint uid) => uid >> PageShift;

    internal static uint LastPage => PageOf(uint.MaxValue);

    /// <summary>Flags and MODSEQ of a message; 0 for one that never had private flags.</summary>
    internal (ulong Flags, long ModSeq) Find(uint uid) => pages.Find(PageOf(uid)) is { Value: var page } ? page.Find(uid) : default;
}
