//! The npm module's allocator: a fifth of the size of the default one.
//!
//! The size of each block is a power of two. A freed block waits in the list of its size for the next request for that size. The
//! block at the end of the heap grows in place, and its memory returns to the heap when it is freed. So a buffer that doubles
//! leaves no free blocks behind, unless it had to move to one.

#![allow(unsafe_code, reason = "an allocator hands out raw memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::UnsafeCell;
use core::ptr;

const PAGE: usize = 1 << 16;
const SMALLEST: usize = 16;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator(UnsafeCell::new(Heap { free: [0; 32], end: 0 }));

struct Allocator(UnsafeCell<Heap>);

struct Heap {
    /// For each power of two, the first free block of that size. A free block begins with the address of the next.
    free: [usize; 32],
    /// Where the next new block begins; 0 before the first.
    end: usize,
}

// SAFETY: the module has one thread.
unsafe impl Sync for Allocator {}

fn size_of_block(layout: Layout) -> usize {
    layout.size().max(SMALLEST).next_power_of_two()
}

impl Heap {
    /// Moves the end of the heap, and of the memory if need be; false if there is no more to be had.
    fn move_end(&mut self, end: usize) -> bool {
        let memory = memory_size::<0>() * PAGE;
        if end > memory && memory_grow::<0>((end - memory).div_ceil(PAGE)) == usize::MAX {
            return false;
        }
        self.end = end;
        true
    }

    /// A block whose size is a power of two. Like every size, its address is a multiple of the smallest one.
    fn allocate(&mut self, size: usize) -> *mut u8 {
        let Some(first) = self.free.get_mut(size.trailing_zeros() as usize) else { return ptr::null_mut() };
        if *first != 0 {
            let block = *first as *mut usize;
            // SAFETY: the block is free, so it holds the address of the next.
            *first = unsafe { *block };
            return block.cast();
        }
        if self.end == 0 {
            self.end = memory_size::<0>() * PAGE;
        }
        let block = self.end;
        match block.checked_add(size) {
            Some(end) if self.move_end(end) => block as *mut u8,
            _ => ptr::null_mut(),
        }
    }

    fn has_free(&self, size: usize) -> bool {
        self.free.get(size.trailing_zeros() as usize).is_some_and(|first| *first != 0)
    }

    fn free(&mut self, block: *mut u8, size: usize) {
        if block as usize + size == self.end {
            self.end = block as usize;
        } else if let Some(first) = self.free.get_mut(size.trailing_zeros() as usize) {
            // SAFETY: the block is no longer in use and large enough for an address.
            unsafe { *block.cast() = *first };
            *first = block as usize;
        }
    }
}

// SAFETY: blocks do not overlap, and are at least as large and as aligned as their layout asks.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: nothing else holds the heap.
        let heap = unsafe { &mut *self.0.get() };
        // No type in this crate has a larger alignment.
        if layout.align() > SMALLEST { ptr::null_mut() } else { heap.allocate(size_of_block(layout)) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: nothing else holds the heap.
        unsafe { &mut *self.0.get() }.free(block, size_of_block(layout));
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: nothing else holds the heap.
        let heap = unsafe { &mut *self.0.get() };
        // SAFETY: the caller gives a size that makes a layout.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        let (old, new) = (size_of_block(layout), size_of_block(new_layout));
        if old == new {
            return block;
        }
        // A free block first: a heap that always grows at its end instead never comes to use those behind it.
        let is_last = block as usize + old == heap.end;
        if is_last && !heap.has_free(new) && heap.move_end(block as usize + new) {
            return block;
        }
        let moved = heap.allocate(new);
        if !moved.is_null() {
            // SAFETY: two blocks, each of at least this many bytes.
            unsafe { ptr::copy_nonoverlapping(block, moved, layout.size().min(new_size)) };
            heap.free(block, old);
        }
        moved
    }
}
