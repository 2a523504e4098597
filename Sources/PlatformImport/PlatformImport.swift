// PlatformImport: board files of ours from other projects' descriptions, and theirs from ours.
