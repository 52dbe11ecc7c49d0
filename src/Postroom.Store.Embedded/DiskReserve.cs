using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded;

/// <summary>Space set aside on the disk: when it is full, what does not grow (EXPUNGE, flags, DELETE) gets it, what grows is refused.</summary>
internal sealed class DiskReserve(IFileSystem files, string path, int octets, TimeProvider time)
{
    private static readonly TimeSpan RefillPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private bool _spent = true;
    private long _lastTry;

    /// <summary>True when growth is to be refused: the reserve was used and there is no space to fill it again.</summary>
    internal bool IsSpent
    {
        get
        {
            lock (_gate)
            {
                if (_spent && time.GetElapsedTime(_lastTry) >= RefillPause)
                {
                    Fill();
                }

                return _spent;
            }
        }
    }

    /// <summary>Fills it, if there is space.</summary>
    internal void Fill()
    {
        lock (_gate)
        {
            _lastTry = time.GetTimestamp();
            try
            {
                using IFile file = files.Exists(path) ? files.Open(path, write: true) : files.Create(path);
                file.Allocate(octets);
                _spent = false;
            }
            catch (DiskFullException)
            {
                Cut();
                _spent = true;
            }
            catch (IOException e) when (TooManyFilesException.Is(e))
            {
                _spent = true; // tried again before long
            }
        }
    }

    /// <summary>At the start: a full disk has room for what opening needs. To be filled again then.</summary>
    internal void Lend()
    {
        lock (_gate)
        {
            Cut();
        }
    }

    /// <summary>Gives the space to whoever asks; false when there is none.</summary>
    internal bool Release()
    {
        lock (_gate)
        {
            if (_spent)
            {
                return false;
            }

            try
            {
                Cut();
            }
            catch (IOException e) when (TooManyFilesException.Is(e))
            {
                return false;
            }

            _spent = true;
            _lastTry = time.GetTimestamp();
            return true;
        }
    }

    private void Cut()
    {
        if (files.Exists(path))
        {
            using IFile file = files.Open(path, write: true);
            file.SetLength(0);
        }
    }
}
