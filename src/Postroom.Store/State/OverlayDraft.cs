using Postroom.Imap;

namespace Postroom.Store.State;

/// <summary>One principal's overlay while a commit changes it: a page is taken apart when it is first touched, and only those are written.</summary>
internal sealed class OverlayDraft(Overlay overlay)
{
    private readonly Dictionary<uint, Page> _open = [];
    private Overlay _overlay = overlay;

    internal (ulong Flags, long ModSeq) Find(uint uid) =>
        _open.TryGetValue(Overlay.PageOf(uid), out Page? page) ? (page.Flags[(byte)uid], page.ModSeqs[(byte)uid]) : _overlay.Find(uid);

    /// <summary>Those of <paramref name="uids"/> that have an entry.</summary>
    internal IReadOnlyList<uint> Among(UidSet uids)
    {
        var found = new List<uint>();
        foreach (SharedMap<uint, OverlayPage>.Entry page in Current().Pages.Entries())
        {
            foreach (byte place in page.Value.Places)
            {
                uint uid = (page.Key * 256) + place;
                if (uids.Contains(new Uid(uid)))
                {
                    found.Add(uid);
                }
            }
        }

        return found;
    }

    internal void Set(uint uid, ulong flags, long modSeq)
    {
        Page page = Open(uid);
        (page.Flags[(byte)uid], page.ModSeqs[(byte)uid]) = ((byte)flags, modSeq);
    }

    /// <summary>Forgets an expunged message; returns the flags it had.</summary>
    internal ulong Remove(uint uid)
    {
        (ulong flags, long modSeq) = Find(uid);
        if (modSeq > 0)
        {
            Set(uid, 0, 0);
        }

        return flags;
    }

    internal Overlay Current()
    {
        if (_open.Count > 0)
        {
            SharedMap<uint, OverlayPage> pages = _overlay.Pages;
            foreach ((uint number, Page page) in _open)
            {
                pages = page.Close() is { } closed ? pages.With(number, closed) : pages.Without(number);
            }

            _overlay = new Overlay(pages);
            _open.Clear();
        }

        return _overlay;
    }

    private Page Open(uint uid)
    {
        uint number = Overlay.PageOf(uid);
        if (!_open.TryGetValue(number, out Page? page))
        {
            _open.Add(number, page = new Page(_overlay.Pages.Find(number)?.Value));
        }

        return page;
    }

    // By last octet of the UID; a MODSEQ of 0 is no entry.
    private sealed class Page
    {
        internal Page(OverlayPage? page)
        {
            for (int i = 0; i < (page?.Count ?? 0); i++)
            {
                (Flags[page!.Places[i]], ModSeqs[page.Places[i]]) = (page.Flags[i], page.ModSeqs[i]);
            }
        }

        internal byte[] Flags { get; } = new byte[256];

        internal long[] ModSeqs { get; } = new long[256];

        internal OverlayPage? Close()
        {
            int count = ModSeqs.Length - ModSeqs.AsSpan().Count(0);
            var places = new byte[count];
            var flags = new byte[count];
            var modSeqs = new long[count];
            for (int place = 0, to = 0; place < 256; place++)
            {
                if (ModSeqs[place] > 0)
                {
                    (places[to], flags[to], modSeqs[to]) = ((byte)place, Flags[place], ModSeqs[place]);
                    to++;
                }
            }

            return count == 0 ? null : new OverlayPage(places, flags, modSeqs);
        }
    }
}
